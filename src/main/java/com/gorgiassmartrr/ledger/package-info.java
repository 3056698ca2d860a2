/** The ledger: the durable record of presses and of what follows from them. */
@NullMarked
package com.gorgiassmartrr.ledger;

import org.jspecify.annotations.NullMarked;
