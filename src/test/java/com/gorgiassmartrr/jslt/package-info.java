/** JSLT that always ends. */
@NullMarked
package com.gorgiassmartrr.jslt;

import org.jspecify.annotations.NullMarked;
