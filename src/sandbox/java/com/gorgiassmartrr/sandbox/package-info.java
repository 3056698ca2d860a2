/** The store that everyone can try: both partners simulated, over real HTTP. */
@NullMarked
package com.gorgiassmartrr.sandbox;

import org.jspecify.annotations.NullMarked;
