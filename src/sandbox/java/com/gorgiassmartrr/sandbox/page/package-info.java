/**
 * The page on which newcomers play with the sandbox: a helpdesk with the widget beside a ticket.
 */
@NullMarked
package com.gorgiassmartrr.sandbox.page;

import org.jspecify.annotations.NullMarked;
