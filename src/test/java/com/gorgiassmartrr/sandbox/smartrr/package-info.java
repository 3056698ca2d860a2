/** Tests of the Smartrr simulator, over real HTTP. */
@NullMarked
package com.gorgiassmartrr.sandbox.smartrr;

import org.jspecify.annotations.NullMarked;
