package reports

import (
	"fmt"
	"time"
)

// elapsed prints a duration of milliseconds for people: 0.08 ms, 3.2 ms, 4.0 s, 2m10s.
func elapsed(ms float64) string {
	d := time.Duration(ms * float64(time.Millisecond))
	switch {
	case d > 0 && d < 100*time.Microsecond:
		return fmt.Sprintf("%.2f ms", ms)
	case d < time.Second:
		return fmt.Sprintf("%.1f ms", ms)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return d.Round(time.Second).String()
	}
}
