/** The operator's pages on the management server: presses, status, the widget, connecting. */
@NullMarked
package com.gorgiassmartrr.console;

import org.jspecify.annotations.NullMarked;
