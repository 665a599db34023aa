// k6 as it comes, at the version that go.mod names and go.sum vouches for.
package main

import "go.k6.io/k6/v2/cmd"

func main() {
	cmd.Execute()
}
