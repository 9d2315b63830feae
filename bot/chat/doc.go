// Package chat holds the conversations of donors and administrators: which update
// is answered by what, who may do it and where, and what people get to see.
//
// A handler reads what came, calls one verb of the store, and shows a screen. Who
// may use it stands in the table of routes, never in the handler. The package
// neither polls nor records payments, and sends nothing that was not asked for.
package chat
