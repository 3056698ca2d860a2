/** The stores that are served: their settings, read and checked at start. */
@NullMarked
package com.gorgiassmartrr.store;

import org.jspecify.annotations.NullMarked;
