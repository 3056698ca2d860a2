/** The route files: which ones there are, and what is wrong with them. */
@NullMarked
package com.gorgiassmartrr.route;

import org.jspecify.annotations.NullMarked;
