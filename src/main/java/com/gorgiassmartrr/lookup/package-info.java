/** From an e-mail address to the widget data: exact identity, cache and reshape. */
@NullMarked
package com.gorgiassmartrr.lookup;

import org.jspecify.annotations.NullMarked;
