/**
 * A simulator of Smartrr's vendor API: real HTTP on a loopback port, invented people, and faults to
 * switch on.
 *
 * <p>The Javadoc marks as <b>FACT</b> what Smartrr's own documents or published live data show, and
 * as <b>GUESS</b> what nobody public says and was chosen here.
 */
@NullMarked
package com.gorgiassmartrr.sandbox.smartrr;

import org.jspecify.annotations.NullMarked;
