// Package browsertest opens HTML reports in a real browser: what they show, how they are
// filtered and addressed, and that they need nothing but themselves. It is a module of its
// own, so that the users of apigspec need no browser driver. APIGSPEC_CHROMIUM names the
// browser.
package browsertest
