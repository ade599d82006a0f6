namespace Quittance.Counterparts.Odoo;

/// <summary>The models and fields of Odoo 19 that bills and payments need, with the types they have there.</summary>
public static class OdooSchema
{
    private static readonly Dictionary<string, string[]> Models = new(StringComparer.Ordinal)
    {
        ["res.users"] = ["name:char", "login:char", "company_id:res.company"],
        ["res.company"] = ["name:char", "email:char", "currency_id:res.currency", "fiscalyear_lock_date:date"],
        ["res.currency"] = ["name:char", "active:bool"],
        ["res.country"] = ["name:char", "code:char"],
        ["res.partner"] =
        [
            "name:char", "ref:char", "vat:char", "email:char", "street:char", "city:char", "zip:char", "country_id:res.country", "parent_id:res.partner", "is_company:bool", "supplier_rank:int", "active:bool",
        ],
        ["account.account"] = ["name:char", "code:char", "account_type:char", "currency_id:res.currency", "company_ids:ids:res.company", "active:bool"],
        ["account.journal"] = ["name:char", "code:char", "type:char", "default_account_id:account.account", "company_id:res.company", "active:bool"],
        ["account.tax"] = ["name:char", "amount:float", "amount_type:char", "type_tax_use:char", "price_include:bool", "company_id:res.company", "active:bool"],
        ["account.move"] =
        [
            "name:char", "ref:char", "invoice_origin:char", "state:char", "payment_state:char", "posted_before:bool", "move_type:char", "partner_id:res.partner", "invoice_date:date", "invoice_date_due:date", "date:date",
            "currency_id:res.currency", "company_id:res.company", "amount_untaxed:float", "amount_tax:float", "amount_total:float", "amount_residual:float", "narration:char", "reversed_entry_id:account.move",
            "invoice_line_ids:ids:account.move.line", "line_ids:ids:account.move.line",
        ],
        ["account.move.line"] =
        [
            "move_id:account.move", "name:char", "quantity:float", "price_unit:float", "account_id:account.account", "tax_ids:ids:account.tax", "display_type:char", "balance:float", "partner_id:res.partner",
        ],
        ["account.payment"] =
        [
            "name:char", "memo:char", "state:char", "amount:float", "currency_id:res.currency", "date:date", "partner_id:res.partner", "partner_type:char", "payment_type:char", "journal_id:account.journal",
            "company_id:res.company", "move_id:account.move", "reconciled_bill_ids:ids:account.move",
        ],
        ["account.partial.reconcile"] = ["debit_move_id:account.move.line", "credit_move_id:account.move.line", "amount:float", "company_id:res.company"],
        ["account.payment.register"] =
        [
            "payment_date:date", "amount:float", "currency_id:res.currency", "journal_id:account.journal", "communication:char", "payment_difference_handling:char", "line_ids:ids:account.move.line",
        ],
        ["account.move.reversal"] = ["move_ids:ids:account.move", "new_move_ids:ids:account.move", "date:date", "reason:char", "journal_id:account.journal"],
    };

    /// <summary>Whether there is such a model.</summary>
    public static bool Has(string model) => Models.ContainsKey(model);

    /// <summary>The names of all models.</summary>
    public static IEnumerable<string> Names => Models.Keys;

    /// <summary>The type of a field, and the model that it refers to.</summary>
    /// <exception cref="OdooException">The model has no such field.</exception>
    public static (string Type, string? Model) Field(string model, string field)
    {
        if (field is "id" or "create_date" or "write_date")
        {
            return (field == "id" ? "int" : "datetime", null);
        }

        var found = Models[model].Select(each => each.Split(':')).FirstOrDefault(each => each[0] == field) ?? throw OdooException.Value($"Invalid field '{field}' on '{model}'");
        return found switch
        {
            [_, "ids", var many] => ("ids", many),
            [_, var one] when one.Contains('.', StringComparison.Ordinal) => ("id", one),
            _ => (found[1], null),
        };
    }
}
