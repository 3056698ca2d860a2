/** Texts in JSLT, the language of what is computed in files that people edit. */
@NullMarked
package com.gorgiassmartrr.jslt;

import org.jspecify.annotations.NullMarked;
