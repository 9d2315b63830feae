package bolt

import (
	"encoding/binary"
	"fmt"

	"github.com/donatebot/donatebot/storage"

	"go.etcd.io/bbolt"
)

// migration brings a ledger from one schema version to the next: the first one
// from nothing to version 1. It runs in a transaction with the note of the version.
type migration func(*bbolt.Tx) error

// migrations are the history of the schema. Append to it, and never change what
// was released; CONTRIBUTING.md says how to add one.
func migrations() []migration {
	return []migration{
		func(tx *bbolt.Tx) error {
			for _, name := range allBuckets() {
				if _, err := tx.CreateBucketIfNotExists(name); err != nil {
					return err
				}
			}
			return drawLedgerID(tx)
		},
	}
}

var schemaKey = []byte("schema")

func schemaVersion(tx *bbolt.Tx) int {
	meta := tx.Bucket(buckets.meta)
	if meta == nil {
		return 0
	}
	raw := meta.Get(schemaKey)
	if len(raw) != 4 {
		return 0
	}
	return int(binary.BigEndian.Uint32(raw))
}

// migrate runs what the ledger lacks, in one transaction, after making a backup of
// a ledger that already holds something.
func migrate(db *bbolt.DB, schema []migration) error {
	var version int
	var strange bool
	err := db.View(func(tx *bbolt.Tx) error {
		version = schemaVersion(tx)
		first, _ := tx.Cursor().First()
		strange = version == 0 && first != nil
		return nil
	})
	switch {
	case err != nil:
		return err
	case version > len(schema):
		return fmt.Errorf("%w (its schema is %d, this program knows %d)", storage.ErrNewer, version, len(schema))
	case strange:
		return fmt.Errorf("this is a bbolt file of another program")
	case version == len(schema):
		return nil
	case version > 0:
		if err := backupFirst(db, fmt.Sprintf("%s.schema-%d", db.Path(), version)); err != nil {
			return fmt.Errorf("backup before the migration: %w", err)
		}
	}
	return db.Update(func(tx *bbolt.Tx) error {
		for i, step := range schema[version:] {
			if err := step(tx); err != nil {
				return fmt.Errorf("migration to schema %d: %w", version+i+1, err)
			}
		}
		raw := binary.BigEndian.AppendUint32(nil, uint32(len(schema)))
		return tx.Bucket(buckets.meta).Put(schemaKey, raw)
	})
}

// backupFirst makes a backup beside the ledger. One that an earlier try left is
// replaced: that try changed nothing, and the ledger may have grown since.
func backupFirst(db *bbolt.DB, path string) error {
	return db.View(func(tx *bbolt.Tx) error { return writeCopy(tx, path) })
}
