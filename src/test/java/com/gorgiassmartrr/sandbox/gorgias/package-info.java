/** Tests of the simulated Gorgias. */
@NullMarked
package com.gorgiassmartrr.sandbox.gorgias;

import org.jspecify.annotations.NullMarked;
