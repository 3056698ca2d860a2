/** The widget's template, and where its buttons show. */
@NullMarked
package com.gorgiassmartrr.widget;

import org.jspecify.annotations.NullMarked;
