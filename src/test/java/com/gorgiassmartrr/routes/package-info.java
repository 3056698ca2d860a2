/** Checks of the route files and of the settings, as they are shipped. */
@NullMarked
package com.gorgiassmartrr.routes;

import org.jspecify.annotations.NullMarked;
