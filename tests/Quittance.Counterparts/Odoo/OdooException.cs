namespace Quittance.Counterparts.Odoo;

/// <summary>An exception of Odoo's, with the status that its web server answers for it.</summary>
/// <param name="name">Module and class, such as <c>odoo.exceptions.UserError</c>.</param>
public sealed class OdooException(int status, string name, string message) : Exception(message)
{
    public int Status => status;

    public string Name => name;

    public static OdooException User(string message) => new(422, "odoo.exceptions.UserError", message);

    public static OdooException Validation(string message) => new(422, "odoo.exceptions.ValidationError", message);

    public static OdooException Missing(string model, int id) =>
        new(404, "odoo.exceptions.MissingError", $"Record does not exist or has been deleted.\n(Record: {model}({id},), User: 2)");

    public static OdooException Value(string message) => new(500, "builtins.ValueError", message);
}
