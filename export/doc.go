// Package export writes donations and adjustments as tables: CSV and lines of JSON
// for machines, workbooks for people. It owns the columns, their order and their
// meaning, and is the only user of excelize. It is handed rows one at a time, never
// reads the ledger, and opens no files except excelize's temporary ones.
package export
