package demo

import (
	"context"

	"candor/data"
	"candor/models"
)

// KeyScopes is what the demo lender's core system may do.
func KeyScopes() []models.Permission {
	return []models.Permission{
		models.PermAPIEventWrite, models.PermAPIDecisionRead, models.PermAPIChallengeWrite, models.PermAPILabelWrite,
	}
}

// AddKey makes the key of the core system and returns its secret.
func AddKey(ctx context.Context, s *data.Store) (secret string, err error) {
	_, secret, err = s.AddKey(ctx, Actor(), models.AddKey{Name: Source, Scopes: KeyScopes()})
	return secret, err
}
