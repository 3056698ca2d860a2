/** A press: one agent's one use of a button, carried out at Smartrr once. */
@NullMarked
package com.gorgiassmartrr.press;

import org.jspecify.annotations.NullMarked;
