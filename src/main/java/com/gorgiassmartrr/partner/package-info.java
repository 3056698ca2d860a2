/** Calls to the partners over HTTP: bounded, classified, never repeated by accident. */
@NullMarked
package com.gorgiassmartrr.partner;

import org.jspecify.annotations.NullMarked;
