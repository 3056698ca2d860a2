/** The widget as data: what Gorgias is to show and where, made of files in {@code routes/}. */
@NullMarked
package com.gorgiassmartrr.widget;

import org.jspecify.annotations.NullMarked;
