/** The ledger: the durable record of presses and of the notes that follow. */
@NullMarked
package com.gorgiassmartrr.ledger;

import org.jspecify.annotations.NullMarked;
