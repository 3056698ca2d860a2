/** Tests of what follows from presses. */
@NullMarked
package com.gorgiassmartrr.followup;

import org.jspecify.annotations.NullMarked;
