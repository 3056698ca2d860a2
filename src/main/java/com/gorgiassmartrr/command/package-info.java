/** What the program does when it is started. */
@NullMarked
package com.gorgiassmartrr.command;

import org.jspecify.annotations.NullMarked;
