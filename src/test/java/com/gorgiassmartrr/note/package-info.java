/** Notes, written over HTTP to a simulated Gorgias from a real ledger. */
@NullMarked
package com.gorgiassmartrr.note;

import org.jspecify.annotations.NullMarked;
