/** Writes leave by permits only. */
@NullMarked
package com.gorgiassmartrr.permit;

import org.jspecify.annotations.NullMarked;
