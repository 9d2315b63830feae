// Package export writes donations and adjustments as tables: CSV and lines of JSON
// for machines, workbooks for people. It owns the columns, their order and their
// meaning, and is the only user of excelize. It takes rows one at a time, asks
// nobody for them, and opens no file of its own but what excelize sets aside.
package export
