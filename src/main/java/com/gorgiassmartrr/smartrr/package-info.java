/** What is read from Smartrr, and how its answers are put together. */
@NullMarked
package com.gorgiassmartrr.smartrr;

import org.jspecify.annotations.NullMarked;
