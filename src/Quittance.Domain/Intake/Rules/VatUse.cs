namespace Quittance.Domain.Intake.Rules;

/// <summary>
/// What an invoice puts under each VAT category, and under each rate of it: counted once, so that checking a breakdown of many
/// rows against many lines stays linear.
/// </summary>
internal sealed class VatUse
{
    private readonly Dictionary<string, Amounts> _byCategory = [];
    private readonly Dictionary<(string Category, decimal? Rate), Amounts> _byRate = [];
    private readonly Dictionary<string, int> _rows = [];

    public VatUse(EInvoice invoice)
    {
        foreach (var row in invoice.VatBreakdown)
        {
            if (row.Category is { } category)
            {
                _rows[category] = Rows(category) + 1;
            }
        }

        foreach (var line in invoice.Lines)
        {
            Add(line.VatCategory, line.VatRate, amounts => amounts.Lines += line.NetAmount);
        }

        foreach (var part in invoice.AllowancesAndCharges)
        {
            Add(part.VatCategory, part.VatRate, part.IsCharge switch
            {
                true => amounts => amounts.Charges += part.Amount,
                false => amounts => amounts.Allowances += part.Amount,
                null => Ignore,
            });
        }
    }

    /// <summary>True when some line, allowance or charge is of that category.</summary>
    public bool Uses(string category) => _byCategory.ContainsKey(category);

    /// <summary>How many rows of the breakdown are of it.</summary>
    public int Rows(string category) => _rows.GetValueOrDefault(category);

    /// <summary>Null when nothing is of that category.</summary>
    public Amounts? Of(string category) => _byCategory.GetValueOrDefault(category);

    /// <summary>Null when nothing is of that category and rate.</summary>
    public Amounts? Of(string category, decimal? rate) => _byRate.GetValueOrDefault((category, rate));

    private static void Ignore(Amounts amounts)
    {
        // What does not say whether it adds or takes off is used, but counts as neither; it was reported as unreadable.
    }

    private void Add(string? category, decimal? rate, Action<Amounts> add)
    {
        if (category is null)
        {
            return;
        }

        if (!_byCategory.TryGetValue(category, out var ofCategory))
        {
            _byCategory.Add(category, ofCategory = new Amounts());
        }

        if (!_byRate.TryGetValue((category, rate), out var ofRate))
        {
            _byRate.Add((category, rate), ofRate = new Amounts());
        }

        add(ofCategory);
        add(ofRate);
    }

    /// <summary>Sums without VAT; unknown as soon as one part is, which is reported under its own rule.</summary>
    internal sealed class Amounts
    {
        public decimal? Lines { get; set; } = 0;

        public decimal? Allowances { get; set; } = 0;

        public decimal? Charges { get; set; } = 0;

        public decimal? Taxable => Lines + Charges - Allowances;

        /// <summary>As CII rounds it, each sum by itself.</summary>
        public decimal? RoundedTaxable => Rounded(Lines) + Rounded(Charges) - Rounded(Allowances);

        private static decimal? Rounded(decimal? sum) => sum is { } value ? Broken.Round(value, 2) : null;
    }
}
