namespace Quittance.Counterparts.Odoo;

/// <summary>A record: text, bool, int, decimal, DateTime, a list of ids, or null for what is not set.</summary>
public sealed class OdooRow(string model, int id)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public string Model => model;

    public int Id => id;

    public object? this[string field]
    {
        get => field == "id" ? id : _values.GetValueOrDefault(field);
        set => _values[field] = value;
    }

    public string? Text(string field) => this[field] as string;

    public decimal Number(string field) => this[field] is decimal number ? number : 0;

    public int? Reference(string field) => this[field] as int?;

    public IReadOnlyList<int> Ids(string field) => this[field] as List<int> ?? [];

    public bool Flag(string field) => this[field] is true;
}
