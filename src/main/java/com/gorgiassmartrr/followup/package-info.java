/** What follows from the end of a press: routes that are run until they have ended well. */
@NullMarked
package com.gorgiassmartrr.followup;

import org.jspecify.annotations.NullMarked;
