package target

// believedClosings is how often connections in use that end without a response are taken
// for such that the target closed before the request came, before none is used twice. HTTP
// wants a server to say that it closes (RFC 9112, 9.6), and one that drops requests looks
// the same until it drops the first one of a connection.
const believedClosings = 3

// connectionFor is the connection that a request goes out on. Of a target that closes
// connections without a word none is used twice in the end, and what may change state gets
// a new one as soon as that is suspected.
func (c *Client) connectionFor(r Request) string {
	seen := c.closings.Load()
	switch {
	case r.Connection != "":
		return r.Connection
	case seen >= believedClosings:
		return "fresh"
	case seen > 0 && r.Changes:
		return pooledFresh
	default:
		return ""
	}
}

// noteClosing counts a connection that was closed under a request, if that is answered on
// another one. One that a server closes because it was unused for long mostly shows that
// before it is used, so that few are met with.
func (c *Client) noteClosing(again outcome) {
	if again.response != nil {
		c.closings.Add(1)
	}
}

// ClosesSilently reports whether the target was found to close connections after a response
// without saying so. Each request gets one of its own then.
func (c *Client) ClosesSilently() bool { return c.closings.Load() >= believedClosings }
