/** The HTTP front doors: who may come in, what a request may be, and waiting without a thread. */
@NullMarked
package com.gorgiassmartrr.server;

import org.jspecify.annotations.NullMarked;
