/** The internal note on the Gorgias ticket that tells of each press: its words, and its writing. */
@NullMarked
package com.gorgiassmartrr.note;

import org.jspecify.annotations.NullMarked;
