package data

import "candor/models"

// deliver plans the deliveries of a message that was just released.
func (tx *writeTx) deliver(m *models.Message) error {
	var a models.Account
	if err := tx.db.Where("id = ?", m.AccountID).Take(&a).Error; err != nil {
		return err
	}
	chosen, err := contactChosen(tx.db, a.ID)
	if err != nil {
		return err
	}
	list, err := tx.store.outlets.Deliveries(m, &a, models.ChoicesNow(chosen), tx.id, tx.now)
	if err != nil {
		return err
	}
	if err := tx.linkMessage(m); err != nil {
		return err
	}
	if err := tx.insert(&list); err != nil {
		return err
	}
	for i := range list { // records those that ended at once
		if err := tx.auditDelivery(&list[i], models.HandOver{Code: list[i].Code}); err != nil {
			return err
		}
	}
	return nil
}

// deliverAnew plans a message that the customer must get over the channels that they allow now, as one of its deliveries ended
// because they refused that one's channel.
func (tx *writeTx) deliverAnew(ended *models.Delivery, chosen models.ContactChoices) error {
	var m models.Message
	if err := tx.db.Where("id = ?", ended.MessageID).Take(&m).Error; err != nil {
		return err
	}
	var a models.Account
	if err := tx.db.Where("id = ?", ended.AccountID).Take(&a).Error; err != nil {
		return err
	}
	var planned []models.Delivery
	if err := tx.db.Where("message_id = ?", m.ID).Order("id").Find(&planned).Error; err != nil {
		return err
	}
	list, err := tx.store.outlets.Anew(&m, &a, chosen, planned, tx.id, tx.now)
	if err != nil || len(list) == 0 {
		return err
	}
	return tx.insert(&list)
}
