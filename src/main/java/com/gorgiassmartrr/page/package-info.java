/** What the pages have in common: their look, and how a widget is drawn. */
@NullMarked
package com.gorgiassmartrr.page;

import org.jspecify.annotations.NullMarked;
