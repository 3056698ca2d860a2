/** A server between the Gorgias helpdesk and Smartrr subscriptions. */
@NullMarked
package com.gorgiassmartrr;

import org.jspecify.annotations.NullMarked;
