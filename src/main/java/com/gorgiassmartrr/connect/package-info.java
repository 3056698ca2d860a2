/** Connects a store: one integration and one widget in Gorgias, kept as they are to be. */
@NullMarked
package com.gorgiassmartrr.connect;

import org.jspecify.annotations.NullMarked;
