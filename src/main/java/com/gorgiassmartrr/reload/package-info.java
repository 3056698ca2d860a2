/** Route files that are edited while the server runs. */
@NullMarked
package com.gorgiassmartrr.reload;

import org.jspecify.annotations.NullMarked;
