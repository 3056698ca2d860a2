/** The internal note on the Gorgias ticket that tells of each press: it is written exactly once. */
@NullMarked
package com.gorgiassmartrr.note;

import org.jspecify.annotations.NullMarked;
