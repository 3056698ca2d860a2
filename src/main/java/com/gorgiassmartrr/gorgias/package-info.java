/** Calls to Gorgias's API, with the account of the store that they are about. */
@NullMarked
package com.gorgiassmartrr.gorgias;

import org.jspecify.annotations.NullMarked;
