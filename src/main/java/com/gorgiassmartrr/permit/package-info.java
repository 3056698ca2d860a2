/** What a write at a partner needs to leave this server. */
@NullMarked
package com.gorgiassmartrr.permit;

import org.jspecify.annotations.NullMarked;
