package data

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"time"

	"candor/models"
)

// idMaker makes ids that grow. Each millisecond starts at a random place in the lower half
// of its range, so that two replicas rarely meet; when they do, the primary key refuses
// the second and the unit of work fails as a conflict.
type idMaker struct {
	now  func() time.Time
	rand io.Reader

	mu   sync.Mutex
	ms   int64
	last int64
}

// make returns the next id.
func (m *idMaker) make() (models.ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ms := max(m.now().Sub(models.Epoch()).Milliseconds(), 1)
	if ms > m.ms {
		var b [4]byte
		if _, err := io.ReadFull(m.rand, b[:]); err != nil {
			return 0, fmt.Errorf("make id: %w", err)
		}
		m.ms, m.last = ms, int64(binary.LittleEndian.Uint32(b[:])>>(32-models.IDBits+1))
	} else if m.last++; m.last >= 1<<models.IDBits {
		m.ms, m.last = m.ms+1, 0
	}
	return models.ID(m.ms<<models.IDBits | m.last), nil
}
