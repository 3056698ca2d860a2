/** The commands of the program. */
@NullMarked
package com.gorgiassmartrr.command;

import org.jspecify.annotations.NullMarked;
