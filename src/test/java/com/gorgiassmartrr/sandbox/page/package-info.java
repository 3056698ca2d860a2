/** Tests of the sandbox's page. */
@NullMarked
package com.gorgiassmartrr.sandbox.page;

import org.jspecify.annotations.NullMarked;
