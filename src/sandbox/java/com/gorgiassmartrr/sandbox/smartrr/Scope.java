package com.gorgiassmartrr.sandbox.smartrr;

/**
 * A right that an access token may have. FACT: these thirteen. GUESS: which of them guards which
 * route.
 */
enum Scope {
  SELLING_PLAN,
  SUBSCRIPTION,
  BILL,
  PRODUCT,
  CUSTOMER,
  ORDER,
  ANALYTICS,
  CUSTOMER_PORTAL_THEME,
  STORE_DATA,
  EMAIL_CONFIG,
  SMS_CONFIG,
  INTEGRATIONS_CONFIG,
  WEBHOOK
}
