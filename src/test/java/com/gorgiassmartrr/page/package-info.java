@NullMarked
package com.gorgiassmartrr.page;

import org.jspecify.annotations.NullMarked;
