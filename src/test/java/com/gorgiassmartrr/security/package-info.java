/** What keeps published advisories about shipped libraries from reaching this server. */
@NullMarked
package com.gorgiassmartrr.security;

import org.jspecify.annotations.NullMarked;
