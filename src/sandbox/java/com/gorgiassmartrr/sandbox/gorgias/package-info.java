/**
 * A simulator of the helpdesk Gorgias: its API, its HTTP integrations, its sidebar widgets and
 * their buttons, over real HTTP on the loopback address.
 *
 * <p>What is known of Gorgias is marked FACT, what is assumed is marked GUESS and, where it
 * matters, can be switched in {@link com.gorgiassmartrr.sandbox.gorgias.GorgiasBehaviour}.
 */
@NullMarked
package com.gorgiassmartrr.sandbox.gorgias;

import org.jspecify.annotations.NullMarked;
