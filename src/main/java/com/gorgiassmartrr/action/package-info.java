/** An action: what can be done to a subscription, when, and how one sees that it was done. */
@NullMarked
package com.gorgiassmartrr.action;

import org.jspecify.annotations.NullMarked;
